/**
 * The configuration file: `--config <file>`, or the nearest `fnsift.yaml` from the working directory upwards, as far as the
 * root of the git work tree, else of the file system. What YAML needs is loaded only when there is one.
 */
import { lstatSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { UsageError } from "../../errors.ts";
import type { Config } from "../../policy/config/parse.ts";
import { readTextFile } from "./text-file.ts";

const NAME = "fnsift.yaml";
/** What somebody may take for the name: to pass over it would leave out a policy without a word. */
const OTHER_NAMES = ["fnsift.yml", ".fnsift.yaml", ".fnsift.yml"];

export interface ConfigFile {
	readonly path: string;
	/** as the user named it, else relative to the working directory, with `/` */
	readonly name: string;
}

/** `option`: a file, `false` for none, `undefined` to look for one. @throws UsageError for a file of a similar name */
export function findConfig(option: string | false | undefined, cwd: string): ConfigFile | undefined {
	if (option === false) return undefined;
	if (option !== undefined) return { path: resolve(cwd, option), name: option };
	for (let folder = cwd; ; folder = dirname(folder)) {
		const path = join(folder, NAME);
		if (exists(path)) return { path, name: relative(cwd, path).split(sep).join("/") };
		const other = OTHER_NAMES.map((name) => join(folder, name)).find(exists);
		if (other !== undefined) {
			throw new UsageError(
				`${relative(cwd, other)} is not read: the name is ${NAME}.`,
				"Rename it, or use --config or --no-config.",
			);
		}
		if (folder === dirname(folder) || exists(join(folder, ".git"))) return undefined;
	}
}

// A link that leads nowhere counts: reading it then fails, and says so.
function exists(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** @throws UsageError when it cannot be read, or with line and column when it is wrong */
export async function readConfig({ path, name }: ConfigFile): Promise<Config> {
	const text = readTextFile(path, name);
	const { parseConfig } = await import("../../policy/config/parse.ts");
	return parseConfig(text, name);
}
