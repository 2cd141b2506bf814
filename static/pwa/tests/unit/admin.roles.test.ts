import { expect, test } from "vitest";
import { grantable } from "@/admin/roles";

test("an administrator gets nothing more, a worker no administration, a newcomer anything", () => {
  expect(grantable(["auditor"])).toEqual([]);
  expect(grantable(["inspector"])).not.toContain("sysadmin");
  expect(grantable(["inspector"])).toContain("verifier");
  expect(grantable([])).toContain("secadmin");
});
