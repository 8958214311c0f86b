/** yarn.lock: yarn 1 has a language of its own, yarn 2 and later write YAML under the same name. */
import { defineLockfile } from "./define.ts";

const METADATA = /^"?__metadata"?:/m;

export const yarn = defineLockfile({
	name: "yarn",
	fileNames: ["yarn.lock"],
	async parse(text, context) {
		const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
		if (METADATA.test(body)) {
			const { parseBerry } = await import("./yarn/berry.ts");
			return parseBerry(body, context);
		}
		const { parseClassic } = await import("./yarn/classic.ts");
		return parseClassic(body, context);
	},
});
