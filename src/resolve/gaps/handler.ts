/**
 * Whether the file that the handler names is in the bundle: if it is not, this is not what runs.
 *
 * 1. The last segment of `src/app.handler` is cut at its first dot, as AWS Lambda does, or at its last.
 * 2. What is left is a file or a folder with an index below /var/task; an absolute one may lie in a layer. Wrappers of
 *    observability layers are named like packages, so it may also be below the `node_modules` that Lambda's loader looks
 *    into.
 */
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Bundle, Gap } from "../../model.ts";
import { joinPath, toBaseName } from "../bundle-path.ts";
import type { NodeResolution } from "../node-resolution.ts";

export interface HandlerQuestion {
	/** e.g. `src/app.handler` */
	readonly handler: string | null;
	/** e.g. `nodejs20.x`; `null` when not known */
	readonly runtime: string | null;
}

const FOLDERS = ["/var/task", "/var/task/node_modules", "/opt/nodejs/node_modules"];
const ENDINGS = ["", ".js", ".mjs", ".cjs", "/index.js", "/index.mjs", "/index.cjs"];
const VERSIONED = /^\/opt\/nodejs\/node\d+\//;

/** One blocking gap, or none. Handlers of other runtimes are not judged, nor is a layer asked for one. */
export function findMissingHandler(
	bundle: Bundle,
	{ handler, runtime }: HandlerQuestion,
	{ toReal }: Pick<NodeResolution, "toReal">,
): readonly Gap[] {
	if (handler === null || bundle.kind === "layer") return [];
	if (runtime !== null && !runtime.startsWith("nodejs")) return [];
	const wanted = listFiles(handler);
	const isThere = (path: string) => bundle.visible.has(toReal(path) ?? path);
	if ([...wanted].some(isThere) || hasVersioned(bundle, wanted)) return [];
	return [
		{
			stage: "resolve",
			code: "handler-missing",
			blocking: true,
			path: null,
			message: `the handler ${toSafeExcerpt(handler, 200)} names a file that is not in the bundle`,
		},
	];
}

function listFiles(handler: string): ReadonlySet<string> {
	const name = toBaseName(handler);
	const folder = handler.slice(0, handler.length - name.length);
	const names = [name.indexOf("."), name.lastIndexOf(".")].filter((at) => at > 0).map((at) => name.slice(0, at));
	const files = new Set<string>();
	for (const module of names) {
		for (const base of handler.startsWith("/") ? [""] : FOLDERS) {
			const path = joinPath(base, `${folder}${module}`);
			if (path === undefined) continue;
			for (const ending of ENDINGS) files.add(path + ending);
			if (base.endsWith("/node_modules")) files.add(`${path}/package.json`);
		}
	}
	return files;
}

/** Folders of layers that only some versions of Node look into count for all. */
function hasVersioned({ visible }: Bundle, wanted: ReadonlySet<string>): boolean {
	for (const path of visible.keys()) {
		if (VERSIONED.test(path) && wanted.has(path.replace(VERSIONED, "/opt/nodejs/"))) return true;
	}
	return false;
}
