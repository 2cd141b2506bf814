/** The door to the API: what becomes of answers, refusals, silence and pages of strange networks. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPinia, setActivePinia } from "pinia";
import { api, request, url } from "@/api/client";
import { Problem, sentence } from "@/api/problem";
import type { Me } from "@/api/types";
import { i18n } from "@/i18n";
import "@/refusals/words";
import { useSession } from "@/session/store";

const realFetch = globalThis.fetch;
let sent: { path: string; init: RequestInit }[] = [];
let answers: (Response | Error)[] = [];

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json", ...headers } });
const me = { id: 7, username: "inspector", name: "王", unit: null, roles: ["inspector"], grids: [], must_change_password: false } as unknown as Me;

beforeEach(() => {
  sent = [];
  answers = [];
  localStorage.clear();
  setActivePinia(createPinia());
  globalThis.fetch = (async (path: string, init: RequestInit) => {
    sent.push({ path, init });
    const answer = answers.shift() ?? new Error("no answer");
    if (answer instanceof Error) throw answer;
    return answer;
  }) as typeof fetch;
});
afterEach(() => {
  globalThis.fetch = realFetch;
});

const failure = (work: Promise<unknown>) => work.then(() => null, (error: unknown) => error as Problem);

test("empty filters do not travel", () => {
  expect(url("/cases", { status: "reported", q: "", unit: null, overdue: undefined, limit: 20 })).toBe("/api/v1/cases?status=reported&limit=20");
});

test("a raw body travels byte for byte", async () => {
  answers = [json(201, {})];
  await request("PUT", "/reports/x", { raw: '{"b": 1,  "a": "扬尘"}' });
  expect(sent[0]!.init.body).toBe('{"b": 1,  "a": "扬尘"}');
});

test("a problem keeps its code, its fields and its Retry-After", async () => {
  answers = [json(429, { code: "sign_in_busy", detail: "Wait.", errors: [{ field: "a", message: "b" }] }, { "Retry-After": "30" })];
  const problem = await failure(api.get("/me"));
  expect(problem).toMatchObject({ code: "sign_in_busy", status: 429, retryAfter: 30, transient: true });
  expect(problem!.fieldErrors).toEqual([{ field: "a", message: "b" }]);
});

test("a proxy's page is a server error, silence is no connection", async () => {
  answers = [new Response("<html>Bad gateway</html>", { status: 502 }), new Error("reset")];
  expect(await failure(api.get("/me"))).toMatchObject({ code: "server_error", status: 502, transient: true });
  expect(await failure(api.get("/me"))).toMatchObject({ code: "no_connection", status: 0, transient: true });
});

test("a captive portal's 200 is not taken for an answer", async () => {
  answers = [new Response("<html>Please pay</html>", { status: 200 })];
  expect(await failure(api.get("/me"))).toMatchObject({ code: "unexpected_answer", transient: true });
});

test("what people read is Chinese for a known code and for a rule that brings its words, else the server's sentence", () => {
  i18n.global.locale.value = "zh-CN";
  expect(sentence(new Problem("wrong_role", 403, "Your role…"))).toContain("角色");
  expect(sentence(new Problem("brand_new", 422, "Do this.", { zh: "请这样做。" }))).toBe("请这样做。");
  expect(sentence(new Problem("brand_new", 422, "Do this."))).toContain("Do this.");
  expect(sentence(new TypeError("x"))).not.toContain("x");
});

test("signing in remembers the person and the difference of the clocks", async () => {
  answers = [json(200, { ...me, server_time: new Date(Date.now() + 60_000).toISOString() })];
  const session = useSession();
  await session.signIn("inspector", "secret");
  expect(session.me?.id).toBe(7);
  expect(Math.abs(session.clockOffsetMs! - 60_000)).toBeLessThan(30_000);
  expect(JSON.parse(localStorage.getItem("me")!)).toMatchObject({ id: 7 });
});

test("a 401 marks the session as expired but forgets nobody; being offline changes nothing", async () => {
  localStorage.setItem("me", JSON.stringify(me));
  const session = useSession();
  answers = [new Error("offline")];
  await session.refresh();
  expect(session.expired).toBe(false);
  answers = [json(401, { code: "not_signed_in", detail: "" })];
  await session.refresh();
  expect(session.expired).toBe(true);
  expect(session.me?.id).toBe(7);
});

test("a wrong password is not an expired session", async () => {
  localStorage.setItem("me", JSON.stringify(me));
  const session = useSession();
  answers = [json(401, { code: "bad_credentials", detail: "" })];
  expect(await failure(session.signIn("inspector", "wrong"))).toMatchObject({ code: "bad_credentials" });
  expect(session.expired).toBe(false);
});

test("signing out of a session that is already over still signs out here", async () => {
  localStorage.setItem("me", JSON.stringify(me));
  const session = useSession();
  answers = [json(401, { code: "not_signed_in", detail: "" })];
  await session.signOut();
  expect(session.me).toBeNull();
  expect(localStorage.getItem("me")).toBeNull();
});
