/** The ledger as the address asks for it: a page at a time, how many there are, and one line replaced after a step. */
import { computed, ref, shallowRef, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { api } from "@/api/client";
import { sentence } from "@/api/problem";
import type { Schemas } from "@/api/typed";

export type Line = Schemas["LedgerLineOut"];
export type Query = Record<string, string>;

/** What an address may say; anything else in it is not for the server. */
const NAMES = [
  "q", "status", "category", "source", "unit", "overdue", "signoff", "reported_from", "reported_to",
  "indicator", "part", "by", "group", "from", "to", "count", "day",
];
export const BEHIND = ["indicator", "part", "by", "group", "from", "to", "count", "day", "unit"];

export function useLedger() {
  const route = useRoute();
  const router = useRouter();
  const lines = shallowRef<Line[]>([]);
  const total = ref<number | null>(null);
  const cursor = ref<string | null>(null);
  const trouble = ref("");
  const busy = ref(false);
  const query = computed<Query>(() =>
    Object.fromEntries(NAMES.flatMap((name) => (typeof route.query[name] === "string" ? [[name, route.query[name]]] : []))),
  );
  let asked = 0;

  async function load(from: string | null): Promise<void> {
    const turn = ++asked;
    busy.value = true;
    trouble.value = "";
    try {
      const page = await api.get<Schemas["LedgerOut"]>("/ledger", { query: { ...query.value, cursor: from, limit: 50 } });
      if (turn !== asked) return;
      lines.value = from ? [...lines.value, ...page.items] : page.items;
      cursor.value = page.next_cursor;
    } catch (error) {
      trouble.value = sentence(error);
    } finally {
      busy.value = false;
    }
  }

  async function count(): Promise<void> {
    total.value = null;
    total.value = await api.get<{ cases: number }>("/ledger/count", { query: query.value }).then((found) => found.cases).catch(() => null);
  }

  watch(query, (now, before) => {
    if (JSON.stringify(now) === JSON.stringify(before) || route.name !== "ledger") return;
    lines.value = [];
    void Promise.all([load(null), count()]);
  }, { immediate: true });

  const narrow = (change: Record<string, string | undefined>): void => void router.replace({ query: { ...query.value, ...change } });
  const replace = (line: Line): void => void (lines.value = lines.value.map((one) => (one.id === line.id ? line : one)));
  return { lines, total, cursor, trouble, busy, query, more: () => load(cursor.value), narrow, replace, again: () => load(null) };
}
