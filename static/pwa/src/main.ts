/** Starts the app: words, store, routes, then everything that watches in the background. */
import { createPinia } from "pinia";
import { createApp } from "vue";
import "vant/es/toast/style";
import "vant/es/dialog/style";
import "vant/es/notify/style";
import "./app.css";
import App from "./App.vue";
import { i18n, setLocale, storedLocale } from "./i18n";
import { router } from "./router";
import { breath, quiet } from "./shell/quiet";
import { startWork } from "./shell/start";
import { applyTheme, storedTheme } from "./shell/theme";

applyTheme(storedTheme());

async function start(): Promise<void> {
  void import("./refusals/words");
  await setLocale(storedLocale());
  await breath();
  createApp(App).use(createPinia()).use(i18n).use(router).mount("#app");
  void quiet().then(() => import("./shell/print"));
  await breath();
  await startWork();
}

void start();
