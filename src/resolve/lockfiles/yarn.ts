/** yarn.lock: yarn 1 has a language of its own, yarn 2 and later write YAML under the same name. */
import { throwIfConflict } from "./conflict.ts";
import { defineLockfile, toUnreadable } from "./define.ts";

export const yarn = defineLockfile({
	name: "yarn",
	fileNames: ["yarn.lock"],
	async parse(text, context) {
		if (/^__metadata:/m.test(text)) {
			throwIfConflict(text, "yarn.lock");
			throw toUnreadable("yarn.lock", "it is of yarn 2 or later");
		}
		const { parseClassic } = await import("./yarn-classic.ts");
		return parseClassic(text, context);
	},
});
