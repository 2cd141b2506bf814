/** The camera's sums: held level, looking where, how far to the old viewpoint, where a mark lies. */
import { expect, test } from "vitest";
import { placeState, toneOf } from "@/camera/accuracy";
import { bearingTo, compassPoint, turnTo } from "@/camera/bearing";
import { arrowPath, isTap, moved, pointAt } from "@/camera/marks/geometry";
import { troubleOf } from "@/camera/stream";
import { headingOf, pitchOf, rollOf } from "@/camera/tilt";
import { bareType, recordable, voiceTroubleOf } from "@/camera/voice/recording";
import { likelyCategories, noteCategory, recentCategories } from "@/reports/recent";
import type { Category } from "@/api/types";

const near = (value: number | null, wanted: number) => expect(value).toBeCloseTo(wanted, 6);

test("a phone held upright is level, and leaning right counts as clockwise", () => {
  near(rollOf({ beta: 90, gamma: 0 }, 0), 0);
  expect(rollOf({ beta: 80, gamma: 8 }, 0)!).toBeGreaterThan(0);
  expect(rollOf({ beta: 80, gamma: -8 }, 0)!).toBeLessThan(0);
});

test("on its side the phone is level when the screen has turned with it", () => {
  near(rollOf({ beta: 0, gamma: -90 }, 90), 0);
  near(rollOf({ beta: 0, gamma: 90 }, 270), 0);
});

test("a camera that looks at the ground has no horizon", () => {
  expect(rollOf({ beta: 5, gamma: 3 }, 0)).toBeNull();
  near(pitchOf({ beta: 0, gamma: 0 }), -90);
  near(pitchOf({ beta: 90, gamma: 0 }), 0);
});

test("the back camera's heading is that of the hand which holds it upright", () => {
  near(headingOf({ alpha: 0, beta: 90, gamma: 0 }), 0);
  near(headingOf({ alpha: 270, beta: 90, gamma: 0 }), 90);
  near(headingOf({ alpha: 180, beta: 90, gamma: 0 }), 180);
  expect(headingOf({ alpha: 20, beta: 0, gamma: 0 })).toBeNull();
});

test("the way back to an old viewpoint", () => {
  const here = { lat: 34.65, lon: 112.45 };
  near(bearingTo(here, { lat: 34.66, lon: 112.45 }), 0);
  expect(bearingTo(here, { lat: 34.65, lon: 112.46 })).toBeCloseTo(90, 1);
  expect([0, 44, 180, 315, 359].map(compassPoint)).toEqual(["n", "ne", "s", "nw", "n"]);
  expect([turnTo(350, 10), turnTo(10, 350), turnTo(0, 180)]).toEqual([20, -20, 180]);
});

test("a position is good, rough, poor, old or missing, and each has a word", () => {
  const fix = (accuracy_m: number, at = 1000) => ({ lat: 1, lon: 2, accuracy_m, at });
  expect(placeState(fix(8), null, 2000)).toBe("good");
  expect(placeState(fix(40), null, 2000)).toBe("rough");
  expect(placeState(fix(400), null, 2000)).toBe("poor");
  expect(placeState(fix(8), null, 60_000)).toBe("old");
  expect(placeState(fix(8), "unavailable", 60_000)).toBe("unavailable");
  expect(placeState(null, "denied", 0)).toBe("denied");
  expect([toneOf("good"), toneOf("looking"), toneOf("denied")]).toEqual(["ok", "warn", "bad"]);
});

test("why a camera or a microphone stays shut", () => {
  const named = (name: string) => Object.assign(new Error(), { name });
  expect(["NotAllowedError", "NotFoundError", "NotReadableError", "SomethingNew"].map((name) => troubleOf(named(name)))).toEqual(["denied", "absent", "busy", "busy"]);
  expect(["NotAllowedError", "NotFoundError", "OddError"].map((name) => voiceTroubleOf(named(name)))).toEqual(["denied", "absent", "failed"]);
});

test("each browser is asked for a recording that the server takes", () => {
  expect(recordable((type) => type.startsWith("audio/webm"))).toBe("audio/webm;codecs=opus");
  expect(recordable((type) => type === "audio/mp4")).toBe("audio/mp4");
  expect(recordable(() => false)).toBeNull();
  expect(bareType("audio/webm; codecs=opus")).toBe("audio/webm");
});

test("a mark lies in ten-thousandths of the picture and never outside", () => {
  const box = { left: 100, top: 50, width: 200, height: 100 };
  expect(pointAt(200, 100, box)).toEqual([5000, 5000]);
  expect(pointAt(0, 999, box)).toEqual([0, 10_000]);
  expect(isTap([100, 100], [150, 120])).toBe(true);
  expect(isTap([100, 100], [600, 100])).toBe(false);
});

test("a mark moves as far as the picture goes", () => {
  const mark = { shape: "box" as const, colour: "red" as const, start: [9000, 500] as [number, number], end: [9900, 100] as [number, number] };
  expect(moved(mark, [200, -200])).toMatchObject({ start: [9100, 400], end: [10_000, 0] });
  expect(mark.start).toEqual([9000, 500]);
});

test("an arrow's head sits at its end", () => {
  expect(arrowPath([0, 0], [100, 0], 10)).toMatch(/^M0 0L100 0M91\.2 -?4\.8L100 0L91\.2 -?4\.8$/);
});

test("the kinds reported last come first, and vanished ones do not come at all", () => {
  localStorage.clear();
  const kinds = ["dust", "soil", "fire", "truck"].map((code) => ({ code }) as Category);
  expect(likelyCategories(kinds).map((kind) => kind.code)).toEqual(["dust", "soil", "fire"]);
  ["gone", "truck", "fire", "truck"].forEach(noteCategory);
  expect(recentCategories()).toEqual(["truck", "fire", "gone"]);
  expect(likelyCategories(kinds).map((kind) => kind.code)).toEqual(["truck", "fire", "dust"]);
  localStorage.setItem("recent-categories", "broken{");
  expect(recentCategories()).toEqual([]);
});
