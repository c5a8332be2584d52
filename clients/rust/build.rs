//! Generates the client from the OpenAPI 3.0 document at the path in ISNAD_OPENAPI_30.

use std::{env, error::Error, fs, path::Path};

use openapiv3::OpenAPI;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-env-changed=ISNAD_OPENAPI_30");
    let document = env::var("ISNAD_OPENAPI_30").map_err(|_| "set ISNAD_OPENAPI_30 to the path of openapi-3.0.json")?;
    println!("cargo:rerun-if-changed={document}");

    let spec: OpenAPI = serde_json::from_str(&fs::read_to_string(&document)?)?;
    let mut settings = progenitor::GenerationSettings::default();
    settings.with_interface(progenitor::InterfaceStyle::Builder);
    let tokens = progenitor::Generator::new(&settings).generate_tokens(&spec)?;
    let source = prettyplease::unparse(&syn::parse2(tokens)?);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("isnad.rs"), source)?;
    Ok(())
}
