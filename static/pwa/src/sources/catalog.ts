/** Where cases may come from, and what the caller may say by hand. */
import { api } from "@/api/client";
import type { Field, Me, Source } from "@/api/types";
import type { Draft } from "@/db/rows";
import { answerOf } from "@/kept/answers";

export const PATROL = "patrol";

/** Asked of the server when there is one, kept on the phone for when there is none. */
export const loadSources = (): Promise<Source[]> => answerOf("sources", async () => (await api.get<{ items: Source[] }>("/sources")).items);

/** The sources that somebody with these roles files by hand; a single one is no choice. */
export function choicesOf(sources: Source[], roles: Me["roles"]): Source[] {
  const own = sources.filter((source) => source.roles.some((role) => (roles as string[]).includes(role)));
  return own.length > 1 ? own : [];
}

/** The fields that a draft's source demands and that are still empty. */
export function emptyFields(draft: Pick<Draft, "source_fields">, source: Source | null): Field[] {
  return (source?.fields ?? []).filter((field) => field.required && !draft.source_fields?.[field.name]);
}
