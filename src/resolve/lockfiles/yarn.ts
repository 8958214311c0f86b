/** yarn.lock: yarn 1 has a language of its own, yarn 2 and later write YAML under the same name. */
import { defineLockfile } from "./define.ts";

const METADATA = /^"?__metadata"?:/m;

export const yarn = defineLockfile({
	name: "yarn",
	fileNames: ["yarn.lock"],
	async parse(text, context) {
		if (METADATA.test(text)) {
			const { parseBerry } = await import("./yarn-berry.ts");
			return parseBerry(text, context);
		}
		const { parseClassic } = await import("./yarn-classic.ts");
		return parseClassic(text, context);
	},
});
