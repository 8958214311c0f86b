/** Bundles in memory, for tests. */
import { type Bundle, type BundleFile, FUNCTION_ORIGIN, type Gap, type TargetKind } from "../../src/model.ts";

export type Content = string | object | Uint8Array;

/** A symbolic link to `target`. */
export class Link {
	readonly target: string;
	constructor(target: string) {
		this.target = target;
	}
}

/** Content that cannot be read. */
export const UNREADABLE = new Uint8Array(0);

/** Files by path, or as a list where a path comes twice. Objects become JSON. */
export type Files = Record<string, Content | Link> | readonly (readonly [string, Content | Link])[];

export interface BundleInput {
	readonly kind?: TargetKind;
	/** layers in order: paths below /opt */
	readonly layers?: Record<string, Files>;
}

/** Paths of `files` are below /var/task. */
export function toBundle(files: Files, { kind = "zip", layers = {} }: BundleInput = {}): Bundle {
	const contents = new Map<BundleFile, Uint8Array | undefined>();
	const written: BundleFile[] = [];
	const add = (mount: string, origin: string, entries: Files) => {
		for (const [path, content] of Array.isArray(entries) ? entries : Object.entries(entries as object)) {
			const bytes = content instanceof Link ? undefined : toBytes(content);
			const link = content instanceof Link ? content.target : null;
			const size = bytes?.length ?? 0;
			const file = { path: `${mount}/${path}`, origin, size, compressed: Math.ceil(size / 2), link };
			written.push(file);
			contents.set(file, content === UNREADABLE ? undefined : bytes);
		}
	};
	add("/var/task", FUNCTION_ORIGIN, files);
	for (const [origin, entries] of Object.entries(layers)) add("/opt", origin, entries);
	const visible = new Map(written.map((file) => [file.path, file]));
	const gaps: Gap[] = [];
	return {
		target: "function.zip",
		kind,
		layers: Object.keys(layers),
		files: [...written].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
		visible,
		size: { compressed: 0, uncompressed: written.reduce((sum, { size }) => sum + size, 0), files: written.length },
		codeSha256: null,
		gaps,
		read: (file) => contents.get(file),
	};
}

function toBytes(content: Content): Uint8Array {
	if (content instanceof Uint8Array) return content;
	return Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
}

/** Progress that nobody looks at. */
export const SILENT = { step() {} };
