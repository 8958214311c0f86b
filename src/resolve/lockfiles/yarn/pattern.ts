/** `name@range`, as yarn 1 and 2 and later key their lockfiles, and aliases in it. */
import { isPackageName } from "../../package-name.ts";

export interface YarnPattern {
	/** what is asked for, which for an alias is not the real name */
	readonly name: string;
	/** `""` where there is none */
	readonly range: string;
}

/** `@scope/a@npm:b@^1.0.0` -> `@scope/a` and `npm:b@^1.0.0` */
export function splitPattern(pattern: string): YarnPattern {
	const at = pattern.indexOf("@", 1);
	return at === -1 ? { name: pattern, range: "" } : { name: pattern.slice(0, at), range: pattern.slice(at + 1) };
}

/** The real name behind `npm:b@^1.0.0`; `undefined` for any other range (`npm:^1.0.0`, `npm:latest`). */
export function findAliased(range: string): string | undefined {
	if (!range.startsWith("npm:")) return undefined;
	const { name, range: rest } = splitPattern(range.slice("npm:".length));
	return rest !== "" && isPackageName(name) ? name : undefined;
}
