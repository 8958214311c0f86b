/** bun.lock. Its binary forerunner, bun.lockb, is known by name and refused. */
import { ScanError } from "../../errors.ts";
import { toBaseName } from "../bundle-path.ts";
import { defineLockfile } from "./define.ts";

export const bun = defineLockfile({
	name: "bun",
	fileNames: ["bun.lock", "bun.lockb"],
	async parse(text, context) {
		if (toBaseName(context.path) === "bun.lockb") {
			throw new ScanError(
				"lockfile-not-supported",
				"bun.lockb is binary and not read.",
				"Write it as text, then scan bun.lock: bun install --save-text-lockfile --frozen-lockfile --lockfile-only.",
			);
		}
		const { parseBun } = await import("./bun/lockfile.ts");
		return parseBun(text, context);
	},
});
