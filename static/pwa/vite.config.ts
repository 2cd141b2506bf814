/** How the phone app is built: served under /app/, one service worker, no address outside the origin. */
import { fileURLToPath } from "node:url";
import { VantResolver } from "@vant/auto-import-resolver";
import vue from "@vitejs/plugin-vue";
import Components from "unplugin-vue-components/vite";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";
import { manifest } from "./build/manifest";
import { precompress } from "./build/precompress";
import { vantFont } from "./build/vant-font";
import packageJson from "./package.json" with { type: "json" };

const BASE = "/app/";

export default defineConfig({
  base: BASE,
  define: { __APP_VERSION__: JSON.stringify(packageJson.version) },
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  plugins: [
    vantFont(BASE),
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
        maximumFileSizeToCacheInBytes: 1_500_000,
      },
    }),
    precompress(),
  ],
  build: { target: "es2020", assetsInlineLimit: 0, chunkSizeWarningLimit: 700 },
  server: { proxy: { "/api": process.env.API ?? "http://127.0.0.1:8000" } },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
  },
});
