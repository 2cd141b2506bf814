import { expect, test, vi } from "vitest";
import { byDay, timeOf, type Notice } from "@/notices/days";
import { countUnread, unread } from "@/notices/unread";

const notice = (id: number, at: string): Notice => ({
  id, at, event: "case_assigned", group: "work", title: { zh: "新交办", en: "Assigned" }, text: { zh: "", en: "" }, urgent: false, case_id: null, day: null, document_id: null, proposals: false, read_at: null,
});
const WORDS = { today: "今天", yesterday: "昨天" };

test("notices stand under the city's day, not under that of UTC", () => {
  const now = new Date("2026-11-24T02:00:00.000Z");
  const items = [notice(4, "2026-11-24T01:00:00.000Z"), notice(3, "2026-11-23T16:00:00.000Z"), notice(2, "2026-11-23T15:59:00.000Z"), notice(1, "2026-11-20T04:00:00.000Z")];

  const days = byDay(items, now, WORDS);

  expect(days.map((day) => [day.label, day.items.map((item) => item.id)])).toEqual([
    ["今天", [4, 3]],
    ["昨天", [2]],
    ["11月20日星期五", [1]],
  ]);
  expect(timeOf("2026-11-23T16:05:00.000Z")).toBe("00:05");
});

test("the bell asks only for what changed, and begins anew for another person", async () => {
  const asked: (string | undefined)[] = [];
  const answers = [
    new Response(JSON.stringify({ count: 3, newest: 9 }), { headers: { ETag: 'W/"a"' } }),
    new Response(null, { status: 304 }),
    new Response(JSON.stringify({ count: 0, newest: null }), { headers: { ETag: 'W/"b"' } }),
  ];
  vi.stubGlobal("fetch", (_: string, options: { headers: Record<string, string> }) => {
    asked.push(options.headers["If-None-Match"]);
    return Promise.resolve(answers.shift()!);
  });

  await countUnread();
  expect(unread.value).toBe(3);
  await countUnread();
  expect(unread.value).toBe(3);
  await countUnread(true);
  expect(unread.value).toBe(0);
  expect(asked).toEqual([undefined, 'W/"a"', undefined]);
  vi.unstubAllGlobals();
});
