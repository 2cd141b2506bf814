/** What the OpenAPI document says of each route, as types: which addresses a verb has, what goes there, what comes back. */
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Verb = "get" | "put" | "post" | "patch" | "delete";

type Root = "/api/v1";
type Full<P extends string> = `${Root}${P}` & keyof paths;
type Operation<V extends Verb, P extends string> = paths[Full<P>][V];
type Json<R> = R extends { content: { "application/json": infer T } } ? T : void;
type Answers<O> = O extends { responses: infer R } ? R[Extract<keyof R, 200 | 201 | 202 | 204>] : never;
type Parameters<O, Where extends string> = O extends { parameters: { [W in Where]?: infer N } } ? Exclude<N, undefined> : never;

/** Addresses below the root that answer this verb. */
export type PathOf<V extends Verb> = {
  [P in keyof paths]: P extends `${Root}${infer Rest}` ? (paths[P][V] extends object ? Rest : never) : never;
}[keyof paths];

export type AnswerOf<V extends Verb, P extends string> = Json<Answers<Operation<V, P>>>;

export type BodyOf<V extends Verb, P extends string> =
  Operation<V, P> extends { requestBody?: { content: { "application/json": infer T } } } ? T : undefined;

/** Names are checked; values become text anyway, and empty ones are left out. */
type Query<Q> = { [K in keyof Q]?: string | number | boolean | null | undefined };
type Names<N> = { [K in keyof N]: string | number };

/** The numbers and ids inside the address, when it has any, and its query. */
export type Place<V extends Verb, P extends string> = ([Parameters<Operation<V, P>, "path">] extends [never]
  ? { path?: undefined }
  : { path: Names<Parameters<Operation<V, P>, "path">> }) & { query?: Query<Parameters<Operation<V, P>, "query">> };

/** The last argument of a call: needed where the address has parts to fill in. */
export type Rest<V extends Verb, P extends string, More> = P extends `${string}{${string}`
  ? [options: Place<V, P> & More]
  : [options?: Place<V, P> & More];
