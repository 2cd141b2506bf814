/** Every page and who may see it; all pages but the first ones load when they are first opened. */
import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import type { Role } from "@/api/types";
import { useSession } from "@/session/store";
import SignInPage from "@/session/SignInPage.vue";
import HomePage from "@/shell/HomePage.vue";

declare module "vue-router" {
  interface RouteMeta {
    /** Reachable without being signed in. */
    open?: boolean;
    roles?: Role[];
    /** Pages that pair up side by side on a wide screen. */
    pane?: "list" | "detail";
    /** The tab that stays lit. */
    tab?: string;
  }
}

const InboxPage = () => import("@/cases/InboxPage.vue");

const routes: RouteRecordRaw[] = [
  { path: "/", name: "home", component: HomePage, meta: { tab: "home" } },
  { path: "/signin", name: "signin", component: SignInPage, meta: { open: true } },
  { path: "/reset", name: "reset", component: () => import("@/session/ResetPage.vue"), meta: { open: true } },
  { path: "/password", name: "password", component: () => import("@/session/ChangePasswordPage.vue"), meta: { tab: "me" } },
  { path: "/me", name: "me", component: () => import("@/session/MePage.vue"), meta: { tab: "me" } },
  { path: "/me/sessions", name: "sessions", component: () => import("@/session/SessionsPage.vue"), meta: { tab: "me" } },
  { path: "/me/tokens", name: "tokens", component: () => import("@/session/TokensPage.vue"), meta: { tab: "me" } },
  { path: "/me/devices", name: "devices", component: () => import("@/session/DevicesPage.vue"), meta: { tab: "me" } },
  { path: "/me/witness", name: "witness", component: () => import("@/witness/WitnessPage.vue"), meta: { tab: "me" } },
  { path: "/report/:draft?", name: "report", component: () => import("@/reports/ReportPage.vue"), meta: { tab: "report" } },
  { path: "/reports", name: "reports", component: () => import("@/reports/MyReportsPage.vue"), meta: { tab: "reports" } },
  { path: "/outbox", name: "outbox", component: () => import("@/outbox/OutboxPage.vue"), meta: { tab: "outbox" } },
  { path: "/rescue", name: "rescue", component: () => import("@/outbox/RescuePage.vue"), meta: { tab: "me", roles: ["inspector", "supervisor", "handler", "verifier"] } },
  {
    path: "/cases",
    name: "cases",
    components: { list: InboxPage, default: () => import("@/shell/EmptyPane.vue") },
    meta: { tab: "cases", pane: "list" },
  },
  {
    path: "/cases/:id",
    name: "case",
    components: { list: InboxPage, default: () => import("@/cases/CasePage.vue") },
    meta: { tab: "cases", pane: "detail" },
  },
  { path: "/notices", name: "notices", component: () => import("@/notices/NoticesPage.vue"), meta: { tab: "notices" } },
  { path: "/notices/:id(\\d+)", name: "notice", component: () => import("@/notices/OpenNotice.vue"), meta: { tab: "notices" } },
  { path: "/me/notices", name: "notice-settings", component: () => import("@/notices/SettingsPage.vue"), meta: { tab: "me" } },
  { path: "/admin/robots", name: "robots", component: () => import("@/notices/RobotsPage.vue"), meta: { tab: "units", roles: ["sysadmin"] } },
  { path: "/documents", name: "documents", component: () => import("@/pressure/DocumentsPage.vue"), meta: { tab: "documents", roles: ["supervisor", "handler", "auditor"] } },
  { path: "/documents/:id", name: "document", component: () => import("@/pressure/DocumentPage.vue"), meta: { tab: "documents", roles: ["supervisor", "handler", "auditor"] } },
  { path: "/registry", name: "registry", component: () => import("@/registry/RegistryPage.vue"), meta: { tab: "registry", roles: ["inspector", "supervisor", "handler", "verifier", "auditor"] } },
  { path: "/registry/new", name: "new-entry", component: () => import("@/registry/NewEntryPage.vue"), meta: { tab: "registry", roles: ["supervisor"] } },
  { path: "/registry/grids", name: "led-grids", component: () => import("@/enrol/GridsPage.vue"), meta: { tab: "registry", roles: ["inspector", "supervisor", "handler", "verifier", "auditor"] } },
  { path: "/registry/:id", name: "entry", component: () => import("@/registry/EntryPage.vue"), meta: { tab: "registry", roles: ["inspector", "supervisor", "handler", "verifier", "auditor"] } },
  { path: "/registry/:id/visit", name: "visit", component: () => import("@/registry/VisitPage.vue"), meta: { tab: "registry", roles: ["inspector", "supervisor", "verifier"] } },
  { path: "/ledger", name: "ledger", component: () => import("@/ledger/LedgerPage.vue"), meta: { tab: "ledger", roles: ["supervisor", "handler", "auditor"] } },
  { path: "/indicators", name: "indicators", component: () => import("@/ledger/IndicatorsPage.vue"), meta: { tab: "ledger", roles: ["supervisor", "handler", "auditor"] } },
  { path: "/hand-over/:id?", name: "hand-over", component: () => import("@/handover/HandOverRoute.vue"), meta: { tab: "ledger", roles: ["supervisor", "auditor"] } },
  { path: "/day", name: "day", component: () => import("@/ledger/DayPage.vue"), meta: { tab: "ledger", roles: ["supervisor", "auditor"] } },
  { path: "/duties", name: "duties", component: () => import("@/duties/DutiesPage.vue"), meta: { tab: "ledger", roles: ["supervisor", "auditor", "secadmin"] } },
  { path: "/roster", name: "roster", component: () => import("@/duties/RosterPage.vue"), meta: { tab: "ledger", roles: ["supervisor", "handler", "auditor"] } },
  { path: "/duties/:id", name: "duty-table", component: () => import("@/duties/DutyTablePage.vue"), meta: { tab: "ledger", roles: ["supervisor", "auditor", "secadmin"] } },
  { path: "/map", name: "map", component: () => import("@/map/MapPage.vue"), meta: { tab: "map" } },
  { path: "/admin", redirect: "/admin/people" },
  { path: "/admin/units", name: "units", component: () => import("@/admin/UnitsPage.vue"), meta: { tab: "units", roles: ["sysadmin", "secadmin"] } },
  { path: "/admin/people", name: "people", component: () => import("@/admin/PeoplePage.vue"), meta: { tab: "people", roles: ["sysadmin", "secadmin"] } },
  { path: "/review", name: "review", component: () => import("@/review/log/LogPage.vue"), meta: { tab: "review", roles: ["auditor"] } },
  { path: "/look-backs", name: "look-backs", component: () => import("@/second/LookBacksPage.vue"), meta: { tab: "cases", roles: ["inspector", "supervisor", "verifier"] } },
  { path: "/review/signals", name: "signals", component: () => import("@/second/SignalsPage.vue"), meta: { tab: "review", roles: ["auditor"] } },
  { path: "/review/samples", name: "samples", component: () => import("@/review/samples/SamplesPage.vue"), meta: { tab: "review", roles: ["auditor"] } },
  { path: "/review/samples/:id", name: "sample", component: () => import("@/review/samples/SamplePage.vue"), meta: { tab: "review", roles: ["auditor"] } },
  { path: "/review/cases/:id/custody", name: "custody", component: () => import("@/review/custody/CustodyPage.vue"), meta: { tab: "review", roles: ["auditor"] } },
  { path: "/:rest(.*)*", name: "lost", component: () => import("@/shell/LostPage.vue"), meta: { open: true } },
];

export const router = createRouter({
  history: createWebHistory("/app/"),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.beforeEach((to) => {
  const session = useSession();
  if (to.meta.open) return true;
  if (!session.me) return { name: "signin", query: to.path === "/" ? {} : { next: to.fullPath } };
  if (session.me.must_change_password && to.name !== "password") return { name: "password" };
  if (to.meta.roles && !session.has(...to.meta.roles)) return { name: "home" };
  return true;
});

const LATEST_MS = 50;

/** The next frame, or soon where none is drawn: a page that nobody looks at. */
const nextFrame = (): Promise<void> =>
  new Promise((go) => {
    requestAnimationFrame(() => setTimeout(go));
    setTimeout(go, LATEST_MS);
  });

// The screen answers a touch first; the page that it asks for, the long work, is built after that frame.
router.beforeResolve(async (_to, from) => {
  if (from.matched.length) await nextFrame();
});
