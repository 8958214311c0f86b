/** A text file of a bundle as the runtime sees it. */
import type { Bundle } from "../model.ts";
import { toText } from "./json-object.ts";

/** `undefined` when there is none, and when it cannot be read: the bundle then has the gap. */
export function readVisibleText(bundle: Bundle, path: string): string | undefined {
	const file = bundle.visible.get(path);
	const bytes = file === undefined ? undefined : bundle.read(file);
	return bytes === undefined ? undefined : toText(bytes);
}
