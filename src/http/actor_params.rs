//! Parameters of lists of actors.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::domain::vocabulary::ActorKind;
use crate::query::ParameterErrors;
use crate::query::params::parameters;

/// Filters of a list of actors.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ActorParams {
    /// Actors of any of these kinds.
    #[param(inline, value_type = Vec<ActorKind>, example = json!(["company"]))]
    kind: Vec<String>,
}

parameters!(ActorParams);

impl ActorParams {
    pub fn resolve(&self, errors: &mut ParameterErrors) -> Vec<ActorKind> {
        errors.terms("kind", &self.kind)
    }
}
