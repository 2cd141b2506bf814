/** Loads a case's chain of custody, then checks every step of it, a few at a time. */
import { computed, ref, shallowRef } from "vue";
import { api, url } from "@/api/client";
import { isProblem, networkProblem, problemFrom, type Problem } from "@/api/problem";
import { NoteError } from "@/witness/notes";
import type { Custody } from "./types";
import { checkStep, readCheckpoint, type Signed, type Verdict } from "./verify";

const AT_ONCE = 6;

async function plain(path: string): Promise<string | null> {
  const response = await fetch(url(path), { credentials: "same-origin" }).catch(() => {
    throw networkProblem();
  });
  if (response.status === 404) return null;
  if (!response.ok) throw await problemFrom(response);
  return response.text();
}

const proof = async (index: number, size: number): Promise<string[]> =>
  (await api.get("/log/proof/inclusion", { query: { index, size } })).hashes;

export function useCustody(id: string) {
  const custody = shallowRef<Custody | null>(null);
  const signed = shallowRef<Signed | null>(null);
  /** The checkpoint carries a signature that is not one. */
  const forged = ref(false);
  const verdicts = ref(new Map<number, Verdict>());
  const problem = shallowRef<Problem | null>(null);
  const done = ref(false);

  const counts = computed(() => {
    const states = [...verdicts.value.values()].map((one) => one.state);
    const of = (state: Verdict["state"]) => states.filter((one) => one === state).length;
    return { proved: of("proved"), waiting: of("waiting"), failed: of("failed"), all: custody.value?.steps.length ?? 0 };
  });

  async function takeCheckpoint(): Promise<void> {
    const [note, keys] = await Promise.all([plain("/log/checkpoint"), plain("/log/keys")]);
    if (note === null) return;
    try {
      signed.value = await readCheckpoint(note, keys ?? "");
      forged.value = !signed.value.by.length;
    } catch (error) {
      if (!(error instanceof NoteError)) throw error;
      forged.value = true;
    }
  }

  async function checkAll(): Promise<void> {
    const rest = [...(custody.value?.steps ?? [])];
    const worker = async (): Promise<void> => {
      for (let step = rest.shift(); step; step = rest.shift()) {
        const verdict = await checkStep(step, forged.value ? null : signed.value, proof);
        verdicts.value = new Map(verdicts.value).set(step.log_index, verdict);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  async function load(): Promise<void> {
    problem.value = null;
    done.value = false;
    verdicts.value = new Map();
    try {
      custody.value = await api.get("/cases/{case_id}/custody", { path: { case_id: id } });
      await takeCheckpoint();
      await checkAll();
      done.value = true;
    } catch (error) {
      if (!isProblem(error)) throw error;
      problem.value = error;
    }
  }

  return { custody, signed, forged, verdicts, counts, problem, done, load };
}
