/** My reports: the server's list, kept for offline, with what this phone has not delivered yet on top. */
import { computed, onMounted, ref, shallowRef } from "vue";
import { api } from "@/api/client";
import { isProblem, sentence } from "@/api/problem";
import type { ReportRow } from "@/api/types";
import { readMeta, writeMeta } from "@/db/db";
import { useOutbox } from "@/outbox/useOutbox";
import { useSession } from "@/session/store";

export function useMyReports() {
  const session = useSession();
  const rows = shallowRef<ReportRow[]>([]);
  const problem = ref("");
  const loading = ref(true);
  const cursor = ref<string | null>(null);
  const { unsent, recent } = useOutbox();
  const key = `reports-of-${session.me?.id ?? 0}`;

  async function load(): Promise<void> {
    try {
      const page = await api.get("/reports");
      rows.value = page.items;
      cursor.value = page.next_cursor;
      problem.value = "";
      await writeMeta(key, page.items);
    } catch (error) {
      if (!isProblem(error)) throw error;
      problem.value = sentence(error);
    } finally {
      loading.value = false;
    }
  }

  async function more(): Promise<void> {
    const page = await api.get("/reports", { query: { cursor: cursor.value } });
    rows.value = [...rows.value, ...page.items];
    cursor.value = page.next_cursor;
  }

  onMounted(async () => {
    rows.value = (await readMeta<ReportRow[]>(key)) ?? [];
    await load();
  });

  /** Delivered or not, each report once: what the server does not list yet is still ours to show. */
  const local = computed(() => {
    const known = new Set(rows.value.map((row) => row.id));
    return [...unsent.value, ...recent.value].filter((item) => item.kind === "report" && (item.state !== "done" || !known.has(item.id)));
  });
  const listed = computed(() => {
    const waiting = new Set(local.value.map((item) => item.id));
    return rows.value.filter((row) => !waiting.has(row.id));
  });
  return { listed, local, problem, loading, cursor, load, more };
}
