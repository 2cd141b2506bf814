/** What a person can do with a waiting step: take it back, do it again on the fresh case, or let it go. */
import { showConfirmDialog, showToast } from "vant";
import { useI18n } from "vue-i18n";
import { db, durable } from "@/db/db";
import type { OutboxItem } from "@/db/rows";
import { applyAgain, goesWith, takeBack } from "./actions";
import { retryItem, wake } from "./engine";
import { builtOn } from "./order";

export function useActionItem() {
  const { t } = useI18n();

  async function sure(item: OutboxItem, message: string, confirm: string): Promise<boolean> {
    const more = await goesWith(item);
    const whole = more ? `${message}\n${t("outbox.more_go", { n: more })}` : message;
    return showConfirmDialog({ message: whole, confirmButtonText: confirm, cancelButtonText: t("shell.cancel") }).then(() => true, () => false);
  }

  async function undo(item: OutboxItem): Promise<void> {
    if ((await goesWith(item)) && !(await sure(item, t("outbox.undo_sure"), t("outbox.undo")))) return;
    showToast(t((await takeBack(item.id)) ? "outbox.undone" : "outbox.too_late"));
  }

  async function again(item: OutboxItem): Promise<void> {
    await applyAgain(item.id);
    wake();
  }

  /** The words go with it, so it is asked for. */
  async function discard(item: OutboxItem): Promise<void> {
    if (!(await sure(item, t("outbox.discard_sure"), t("outbox.discard")))) return;
    await durable(() =>
      db.transaction("rw", db.outbox, async () => {
        const others = await db.outbox.where({ case_id: item.case_id! }).toArray();
        await db.outbox.bulkDelete([item, ...builtOn(item, others)].map((one) => one.id));
      }),
    );
    wake();
  }

  return { undo, again, discard, retry: (item: OutboxItem) => retryItem(item.id) };
}
