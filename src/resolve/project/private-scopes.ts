/** The scopes that the function's own `.npmrc` binds to a registry other than the public one. */
import type { Bundle } from "../../model.ts";
import { readDefaultRegistry } from "../arborist.ts";
import { readVisibleText } from "../visible-text.ts";
import { parsePrivateScopes } from "./npmrc.ts";

export async function readPrivateScopes(bundle: Bundle): Promise<ReadonlySet<string>> {
	const text = readVisibleText(bundle, "/var/task/.npmrc");
	if (text === undefined || parsePrivateScopes(text, null).size === 0) return new Set();
	return parsePrivateScopes(text, await readDefaultRegistry());
}
