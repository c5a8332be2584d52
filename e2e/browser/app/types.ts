// What the generated types must reject: `tsc` fails where one of these lines compiles.
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/schema";

const client = createClient<paths>({ baseUrl: "http://127.0.0.1" });
type Problem = components["schemas"]["Problem"];

// @ts-expect-error unknown kind
void client.GET("/v1/claims", { params: { query: { kind: ["eventt"] } } });
// @ts-expect-error unknown parameter
void client.GET("/v1/claims", { params: { query: { actors: ["china"] } } });
// @ts-expect-error unknown path
void client.GET("/v1/claim");
// @ts-expect-error missing id
void client.GET("/v1/claims/{id}");

export async function refusalsAreProblems(): Promise<string | undefined> {
  const { data, error } = await client.GET("/v1/claims/{id}", { params: { path: { id: "a-1" } } });
  if (data) return data.statement.ar;
  const problem: Problem = error;
  return problem.errors?.[0]?.did_you_mean;
}
