/**
 * Own JavaScript in which packages could be hidden: output of a bundler, or minified text.
 *
 * 1. A file is bundled when it holds what bundlers write around the packages they take in. Helpers that compilers write
 *    into single files as well (`__toESM`, `__importDefault`) are no sign: such files still load their packages.
 * 2. A file is minified when most of it is in lines no person writes. Some minifiers break their lines after some
 *    hundred characters, so in files that are not tiny shorter lines count as well.
 * 3. More than 100 kB of it that no package explains could hide many: a blocking gap. Less is a minor one, and so is
 *    code beside a lockfile that names the packages, although not which of them went in.
 *
 * A minified file that is named so (`lodash.min.js`) is a copy of one library. Any other is taken for the output of own
 * code's bundler, so the packages that own code declares may be inside.
 *
 * Each file is looked at once; of very large ones the beginning and the end.
 */
import { toRelative } from "../../lib/location.ts";
import { toPlural } from "../../lib/plural.ts";
import type { Bundle, BundleFile, Gap } from "../../model.ts";
import { toParent } from "../bundle-path.ts";
import { createLookUp } from "../inventory.ts";

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
const MINIFIED_NAME = /[.-]min\.[cm]?js$/;
/** More than half of a file in lines of more characters than these is minified, if it has as many bytes. */
const MINIFIED = [
	{ bytes: 2_000, line: 1_000 },
	{ bytes: 10_000, line: 300 },
];
const MUCH = 100_000;
const WHOLE = 32 * 2 ** 20;
const SAMPLE = 4 * 2 ** 20;

export interface BundledCode {
	readonly gaps: readonly Gap[];
	/** files that a bundler of own code may have put its packages into */
	readonly outputs: readonly BundleFile[];
}

/**
 * @param files own JavaScript
 * @param lockedFolders folders with a lockfile that names the packages
 */
export function findBundledCode(
	bundle: Bundle,
	files: readonly BundleFile[],
	lockedFolders: readonly string[],
): BundledCode {
	const found: BundleFile[] = [];
	const outputs: BundleFile[] = [];
	for (const file of files) {
		const bytes = bundle.read(file);
		if (bytes === undefined) continue;
		const parts = toParts(bytes);
		const isMarked = parts.some((part) => MARKERS.some((marker) => part.includes(marker)));
		if (!isMarked && !parts.some(isMinified)) continue;
		found.push(file);
		if (isMarked || !MINIFIED_NAME.test(file.path)) outputs.push(file);
	}
	const findLocked = createLookUp(new Set(lockedFolders));
	const isLocked = ({ path }: BundleFile) => findLocked(toParent(path)) !== "";
	const free = found.filter((file) => !isLocked(file));
	return { gaps: [...toGap(free, false), ...toGap(found.filter(isLocked), true)], outputs };
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

/** What is looked at of a file. */
function toParts(bytes: Uint8Array): readonly Buffer[] {
	const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return all.length <= WHOLE ? [all] : [all.subarray(0, SAMPLE), all.subarray(-SAMPLE)];
}

function isMinified(text: Buffer): boolean {
	return MINIFIED.some(({ bytes, line }) => text.length >= bytes && isInLongLines(text, line));
}

/** More than half of it is in lines of over `length` characters. */
function isInLongLines(text: Buffer, length: number): boolean {
	let long = 0;
	for (let start = 0; start < text.length; ) {
		const newline = text.indexOf(10, start);
		const end = newline === -1 ? text.length : newline;
		if (end - start > length) long += end - start;
		start = end + 1;
	}
	return long * 2 > text.length;
}
