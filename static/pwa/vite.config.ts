/** How the phone app is built: served under /app/, one service worker, no address outside the origin. */
import { fileURLToPath } from "node:url";
import { VantResolver } from "@vant/auto-import-resolver";
import vue from "@vitejs/plugin-vue";
import Components from "unplugin-vue-components/vite";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";
import { manifest } from "./build/manifest.ts";
import { precompress } from "./build/precompress.ts";
import { vantFont } from "./build/vant-font.ts";
import { compiledWords } from "./build/words.ts";
import packageJson from "./package.json" with { type: "json" };

const BASE = "/app/";

export default defineConfig(({ command }) => ({
  base: BASE,
  define: {
    __APP_VERSION__: JSON.stringify(packageJson.version),
    // Parts of Vue and vue-i18n that nothing here uses; without these flags they travel to every phone.
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: command === "build",
  },
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  plugins: [
    vantFont(BASE),
    compiledWords(),
    vue(),
    Components({ dirs: [], dts: "src/components.d.ts", resolvers: [VantResolver()] }),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src",
      filename: "sw.ts",
      injectRegister: false,
      registerType: "prompt",
      manifest,
      injectManifest: {
        globPatterns: ["**/*.{js,css,html,woff2,svg,png,webmanifest}"],
        // Desks that show nothing without the network are fetched by those who open them, not kept on every phone.
        globIgnores: [
          "**/{SignalsPage,DutiesPage,RosterPage,DutyTablePage,RobotsPage,UnitsPage,PeoplePage,LogPage,CustodyPage,SamplesPage,SamplePage,HandOverRoute,DayPage}-*",
          "**/{LedgerPage,IndicatorsPage,FilesSheet,EndLeader,EntryForm,NewEntryPage,LeaderForm}-*",
        ],
        maximumFileSizeToCacheInBytes: 1_500_000,
      },
    }),
    precompress(),
  ],
  build: {
    target: "es2020",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    // What every first visit needs comes in two files. Over HTTP/1.1 a slow link pays its latency for each handful of
    // requests, and twenty small chunks cost more seconds than their bytes; the libraries change seldom and stay apart.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "libraries", tags: ["$initial"], test: /[\\/]node_modules[\\/]/, priority: 2 },
            { name: "first", tags: ["$initial"], priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": process.env.API ?? "http://127.0.0.1:8000" } },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
    // Bounds for busy machines.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}));
