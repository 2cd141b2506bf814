/** Sending decisions: some, or every sure one, a hundred at a time. */
import { ref } from "vue";
import { api } from "@/api/client";
import { AT_ONCE, proposal, type Decision, type List, type Row } from "./types";

export function useDeciding(id: string, told: (list: List, rows: Row[]) => void) {
  const place = { list_id: id };
  const busy = ref(false);
  const done = ref(0);

  async function send(rows: Decision[]): Promise<void> {
    const answer = await api.post("/hand-over-lists/{list_id}/decisions", { rows }, { path: place });
    done.value += rows.length;
    told(answer.list, answer.rows);
  }

  async function working(work: () => Promise<void>): Promise<void> {
    busy.value = true;
    done.value = 0;
    try {
      await work();
    } finally {
      busy.value = false;
    }
  }

  const decide = (rows: Decision[]) => working(() => send(rows));

  /** What is decided leaves the filter, so that the first page is always the next one. */
  const acceptAll = () => working(async () => {
    for (;;) {
      const page = await api.get("/hand-over-lists/{list_id}/rows", { path: place, query: { state: "waiting", sure: true, limit: AT_ONCE } });
      const rows = page.items.map(proposal).filter((one) => one !== null);
      if (!rows.length) return;
      await send(rows);
    }
  });
  return { busy, done, decide, acceptAll };
}
