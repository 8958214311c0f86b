/** pnpm-lock.yaml. What pnpm leaves in `node_modules` (`.modules.yaml`, `.pnpm/lock.yaml`) is no lockfile of a project. */
import { defineLockfile } from "./define.ts";

export const pnpm = defineLockfile({
	name: "pnpm",
	fileNames: ["pnpm-lock.yaml"],
	async parse(text, context) {
		const { parsePnpm } = await import("./pnpm/lockfile.ts");
		return parsePnpm(text, context);
	},
});
