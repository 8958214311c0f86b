/** The shipped example is read whole: a gap in it would be a fault of this build. */
import { expect, test } from "vitest";
import { fnsift } from "../cli/spawn.ts";

test("the example function and its layer are scanned without any gap", () => {
	const args = ["examples/checkout.zip", "--layer", "examples/base-layer.zip", "--format", "json", "--quiet"];
	const { stdout, stderr } = fnsift(["scan", ...args]);
	const [target] = JSON.parse(stdout).targets;
	expect(stderr).toBe("");
	expect(target.gaps).toEqual([]);
	expect(target.complete).toBe(true);
	expect(target.packages.length).toBe(22);
});
