/** A bundle of files that are in memory already: a lockfile as some revision has it, with what lies beside it. */
import { type Bundle, type BundleFile, FUNCTION_ORIGIN } from "../model.ts";

const MOUNT = "/var/task";

/**
 * A bundle of kind `lockfile`. Nothing is copied.
 * @param target what the report calls it
 * @param files by name, without folders; the lockfile first
 */
export function bundleTexts(target: string, files: ReadonlyMap<string, Uint8Array>): Bundle & { close(): void } {
	const contents = new Map<BundleFile, Uint8Array>();
	for (const [name, bytes] of files) {
		const file = {
			path: `${MOUNT}/${name}`,
			origin: FUNCTION_ORIGIN,
			size: bytes.length,
			compressed: null,
			link: null,
		};
		contents.set(file, bytes);
	}
	const listed = [...contents.keys()];
	return {
		target,
		kind: "lockfile",
		layers: [],
		files: listed,
		visible: new Map(listed.map((file) => [file.path, file])),
		size: { compressed: null, uncompressed: listed[0]?.size ?? 0, files: 1 },
		codeSha256: null,
		gaps: [],
		read: (file) => contents.get(file),
		close() {},
	};
}
