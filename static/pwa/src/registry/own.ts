/** What stands in the grids somebody walks: read ahead, so that the list is there without a network. */
import { api } from "@/api/client";
import type { Page } from "@/api/types";
import { answerOf } from "@/kept/answers";
import type { EntryLine } from "./types";

/** As many as one page of the server holds. */
export const OWN_AT_ONCE = 250;

interface Asked {
  kind: string;
  flag: string;
  mine: string;
}

/** Under which name the first page of a list is kept. */
export const keyOf = ({ kind, flag, mine }: Asked): string => `registry/${kind}/${flag}/${mine}`;

/** The list as the page opens with it. */
export async function readOwnAhead(): Promise<void> {
  const query = { cursor: null, kind: "", q: "", flag: "", mine: "1", limit: OWN_AT_ONCE };
  await answerOf<Page<EntryLine>>(keyOf(query), () => api.get("/registry/entries", { query }));
}
