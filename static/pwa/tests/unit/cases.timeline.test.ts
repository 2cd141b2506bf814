import { expect, test } from "vitest";
import type { HistoryEntry } from "@/api/types";
import { byDay, factsOf } from "@/cases/timeline";

const entry = (log_index: number, at: string, payload: HistoryEntry["payload"] = {}): HistoryEntry => ({
  log_index,
  seq: log_index,
  kind: "case_assigned",
  label: { zh: "交办", en: "Assign" },
  actor: { id: 1, name: "李督导" },
  at,
  payload,
  leaf_hash: "00",
});

test("newest first, grouped by the day in Shanghai", () => {
  const days = byDay([
    entry(1, "2026-11-20T10:00:00Z"),
    entry(3, "2026-11-20T17:00:00Z"),
    entry(2, "2026-11-20T16:30:00Z"),
  ]);
  expect(days.map((one) => [one.day, one.entries.map((line) => line.log_index)])).toEqual([
    ["2026-11-21", [3, 2]],
    ["2026-11-20", [1]],
  ]);
});

test("shows the words of an action, its unit by name and its instants, and no machine detail", () => {
  const payload = {
    version: 3,
    to: "assigned",
    unit_id: 7,
    due_at: Date.parse("2026-11-25T10:00:00Z"),
    instructions: "全部覆盖",
  };
  expect(factsOf(entry(1, "2026-11-20T10:00:00Z", payload), (id) => (id === 7 ? "住建局" : undefined))).toEqual([
    { key: "unit_id", value: "住建局", isTime: false },
    { key: "due_at", value: "2026-11-25T10:00:00.000Z", isTime: true },
    { key: "instructions", value: "全部覆盖", isTime: false },
  ]);
});

test("an erased payload and an unknown unit show nothing", () => {
  expect(factsOf(entry(1, "2026-11-20T10:00:00Z", null))).toEqual([]);
  expect(factsOf(entry(1, "2026-11-20T10:00:00Z", { unit_id: 7, due_at: "soon" }))).toEqual([]);
});
