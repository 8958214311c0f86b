/**
 * Own JavaScript in which packages could be hidden: output of a bundler, or minified text.
 *
 * 1. A file is bundled when it holds what bundlers write around the packages they take in. Helpers that compilers write
 *    into single files as well (`__toESM`, `__importDefault`) are no sign: such files still load their packages.
 * 2. A file is minified when most of it is in lines no person writes.
 * 3. More than 100 kB of it that no package explains could hide many: a blocking gap. Less is a minor one, and so is
 *    code beside a lockfile that names the packages, although not which of them went in.
 *
 * Each file is looked at once; of very large ones the beginning and the end.
 */
import { toRelative } from "../lib/location.ts";
import { toPlural } from "../lib/plural.ts";
import type { Bundle, BundleFile, Gap } from "../model.ts";
import { toParent } from "./bundle-path.ts";
import { createLookUp } from "./inventory.ts";

const MARKERS = [
	"// node_modules/",
	"__commonJS(",
	"__commonJS =",
	"__commonJSMin(",
	"__esm(",
	"__webpack_require__",
	"__webpack_modules__",
	"__nccwpck_require__",
	"parcelRequire",
	"getDefaultExportFromCjs",
	// esbuild's __commonJS after minification
	"={exports:{}}).exports",
];
const LONG_LINE = 1_000;
const SHORT_FILE = 2_000;
const MUCH = 100_000;
const WHOLE = 32 * 2 ** 20;
const SAMPLE = 4 * 2 ** 20;

/**
 * @param files own JavaScript
 * @param lockedFolders folders with a lockfile that names the packages
 */
export function findBundledCode(
	bundle: Bundle,
	files: readonly BundleFile[],
	lockedFolders: readonly string[],
): readonly Gap[] {
	const found = files.filter((file) => {
		const bytes = bundle.read(file);
		return bytes !== undefined && isBundled(bytes);
	});
	const findLocked = createLookUp(new Set(lockedFolders));
	const isLocked = ({ path }: BundleFile) => findLocked(toParent(path)) !== "";
	return [
		...toGap(
			found.filter((file) => !isLocked(file)),
			false,
		),
		...toGap(found.filter(isLocked), true),
	];
}

function toGap(files: readonly BundleFile[], isLocked: boolean): readonly Gap[] {
	const [largest] = [...files].sort((a, b) => b.size - a.size);
	if (largest === undefined) return [];
	const size = files.reduce((sum, file) => sum + file.size, 0);
	const amount = `${Math.ceil(size / 1000).toLocaleString("en-US")} kB of bundled or minified JavaScript`;
	const where = files.length === 1 ? "" : ` in ${toPlural(files.length, "file")}`;
	const message = isLocked
		? "the lockfile says which packages it may hold, not which it does"
		: "the packages inside are not identified";
	return [
		{
			stage: "resolve",
			code: "bundle-unidentified",
			blocking: !isLocked && size > MUCH,
			path: toRelative(largest.path),
			message: `${amount}${where}: ${message}`,
		},
	];
}

function isBundled(bytes: Uint8Array): boolean {
	const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const parts = all.length <= WHOLE ? [all] : [all.subarray(0, SAMPLE), all.subarray(-SAMPLE)];
	return parts.some((part) => MARKERS.some((marker) => part.includes(marker)) || isMinified(part));
}

/** More than half of it is in lines of over 1,000 characters. */
function isMinified(text: Buffer): boolean {
	if (text.length < SHORT_FILE) return false;
	let long = 0;
	for (let start = 0; start < text.length; ) {
		const newline = text.indexOf(10, start);
		const end = newline === -1 ? text.length : newline;
		if (end - start > LONG_LINE) long += end - start;
		start = end + 1;
	}
	return long * 2 > text.length;
}
