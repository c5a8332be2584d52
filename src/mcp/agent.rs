//! The server as agents see it: what it is, its tools, resources and prompts.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use metrics::counter;
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorData,
    GetPromptRequestParams, GetPromptResponse, Implementation, ListPromptsResult, ListResourceTemplatesResult,
    ListResourcesResult, ListToolsResult, PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse,
    ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{RoleServer, ServerHandler};
use serde_json::Value;

use super::answer::{Answer, Context};
use super::tools::{self, Call};
use super::{prompts, resources};
use crate::domain::base_path;
use crate::domain::did_you_mean::nearest;
use crate::http::problem::ApiError;
use crate::http::state::State;

/// What an agent reads before it calls a tool.
const INSTRUCTIONS: &str = include_str!("instructions.md");

/// How long a list of tools or prompts may be kept, in milliseconds: they change with the program alone.
const LIST_TTL_MS: u64 = 3_600_000;

type Source<T> = Arc<dyn Fn() -> T + Send + Sync>;

/// Answers the messages of one client.
#[derive(Clone)]
pub struct Agent {
    state: Source<State>,
    request_id: Source<String>,
    /// Scheme and host of the claims' pages, if they are known.
    origin: Option<String>,
    matches: Arc<OnceLock<u64>>,
}

impl Agent {
    pub fn new(
        state: impl Fn() -> State + Send + Sync + 'static,
        request_id: impl Fn() -> String + Send + Sync + 'static,
        origin: Option<String>,
    ) -> Self {
        Self { state: Arc::new(state), request_id: Arc::new(request_id), origin, matches: Arc::default() }
    }

    /// The number of claims that the first call matched, for the access log.
    pub fn matches(&self) -> Arc<OnceLock<u64>> {
        Arc::clone(&self.matches)
    }

    /// Runs a tool.
    async fn run(&self, tool: &tools::ToolDef, arguments: Value) -> Result<Value, ApiError> {
        let state = (self.state)();
        let (context, arguments) = Context::new(arguments, self.origin.clone(), &state)?;
        let task = (tool.prepare)(Call { state: &state, arguments, context: context.clone() })?;
        let address = task.address;
        let Answer { body, matches } = state.run_timed(task.cost, task.read, |_, _| ()).await?;
        if let Some(matches) = matches {
            let _ = self.matches.set(matches);
        }
        Ok(context.finish(body, &address, &state))
    }

    /// An error as the API answers it.
    fn problem(&self, error: &ApiError) -> Value {
        serde_json::to_value(error.problem((self.request_id)(), base_path::link("/mcp").into_owned()))
            .unwrap_or_default()
    }
}

impl ServerHandler for Agent {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().enable_resources().enable_prompts().build();
        let mut about = Implementation::new("isnad", env!("CARGO_PKG_VERSION"));
        about.title = Some("Isnad: who claims what, in which words".to_owned());
        ServerConfig::new(capabilities).with_server_info(about).with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = ListToolsResult::with_all_items(tools::list().to_vec());
        Ok(tools.with_ttl_ms(LIST_TTL_MS).with_cache_scope(CacheScope::Public))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::list().iter().find(|tool| tool.name == name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = tools::find(&request.name) else {
            let near = nearest(&request.name, tools::names()).map(|near| format!("; did you mean \"{near}\"?"));
            let message = format!("unknown tool \"{}\"{}", request.name, near.unwrap_or_default());
            return Err(ErrorData::invalid_params(message, None));
        };
        let started = Instant::now();
        let result = self.run(tool, Value::Object(request.arguments.unwrap_or_default())).await;
        let outcome = result.as_ref().map_or_else(|error| error.code().code(), |_| "ok");
        counter!("isnad_mcp_calls_total", "tool" => tool.name, "outcome" => outcome).increment(1);
        tracing::debug!(tool = tool.name, outcome, duration_ms = started.elapsed().as_secs_f64() * 1e3, "tool called");
        Ok(match result {
            Ok(answer) => {
                let mut result = CallToolResult::success(vec![ContentBlock::text(answer.to_string())]);
                result.structured_content = Some(answer);
                result
            }
            Err(error) => CallToolResult::error(vec![ContentBlock::text(self.problem(&error).to_string())]),
        }
        .into())
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        resources::list(&(self.state)(), request.and_then(|request| request.cursor).as_deref())
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let templates = ListResourceTemplatesResult::with_all_items(resources::templates());
        Ok(templates.with_ttl_ms(LIST_TTL_MS).with_cache_scope(CacheScope::Public))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let read = resources::read(&(self.state)(), &request.uri).await;
        let refused = |error: ApiError| {
            let (detail, problem) = (error.detail(), Some(self.problem(&error)));
            match error.code().status() {
                500.. => ErrorData::internal_error(detail, problem),
                _ => ErrorData::resource_not_found(detail, problem),
            }
        };
        read.map(ReadResourceResponse::from).map_err(refused)
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let prompts = ListPromptsResult::with_all_items(prompts::list());
        Ok(prompts.with_ttl_ms(LIST_TTL_MS).with_cache_scope(CacheScope::Public))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        prompts::get(&request.name, &request.arguments.unwrap_or_default()).map(Into::into)
    }
}
