/** The files of one package, by names relative to its folder. Nothing outside that folder can be reached. */
import type { Bundle } from "../../../model.ts";

/** Of a longer file, this much of the beginning and a quarter of it of the end are read. UTF-16 units. */
const HEAD = 786_432;
const TAIL = 262_144;

/** What may still be read of all packages of one run together, in bytes: hostile packages may be many. */
export interface Allowance {
	bytes: number;
}

export interface PackageFile {
	readonly text: string;
	/** only the beginning and the end of it were read */
	readonly cut: boolean;
	readonly binary: boolean;
	/** JavaScript, as opposed to a script for a shell or another interpreter */
	readonly isCode: boolean;
}

export interface PackageFiles {
	has(path: string): boolean;
	/** The file that Node or a shell would take for `name`, seen from `folder`; both relative to the package. */
	find(name: string, folder: string): string | undefined;
	/** `undefined` when there are no bytes to be had, for a reason in the bundle's gaps or because of the allowance. */
	read(path: string): PackageFile | undefined;
}

const CANDIDATES = ["", ".js", ".cjs", ".mjs", ".ts", "/index.js", "/index.cjs", "/index.mjs"];
/** What scripts load and no interpreter runs. */
const DATA = /\.(?:json|jsonc|node|wasm|md|txt|html|css|map|d\.[cm]?ts)$/i;
const OTHER_SCRIPT = /\.(?:sh|bash|bat|cmd|ps1|py|pl|rb|vbs)$/i;
const SHEBANG = /^#!.{0,200}\b(?:ba|z|da|k|a)?sh\b|^#!.{0,200}\b(?:python|perl|ruby)/;

/** `allowance` shrinks with every file that is read. */
export function openPackageFiles(
	bundle: Bundle,
	{ location, main, allowance }: { location: string; main: string | null; allowance: Allowance },
): PackageFiles {
	const has = (path: string) => bundle.visible.has(`${location}/${path}`);
	const isScript = (path: string) => !DATA.test(path) && has(path);
	const resolve = (path: string) => {
		for (const suffix of CANDIDATES) {
			if (isScript(path + suffix)) return path + suffix;
		}
		return undefined;
	};
	return {
		has,
		find(name, folder) {
			const path = toInnerPath(`${folder}/${name.replaceAll("\\", "/").replace(/^\$\{?(?:INIT_CWD|PWD)\}?\//, "")}`);
			if (path === undefined) return undefined;
			return path === "" ? resolve(toInnerPath(main ?? "index.js") || "index.js") : resolve(path);
		},
		read(path) {
			const file = bundle.visible.get(`${location}/${path}`);
			const bytes = file === undefined || allowance.bytes <= 0 ? undefined : bundle.read(file);
			allowance.bytes -= bytes?.length ?? 0;
			return bytes === undefined ? undefined : toPackageFile(path, bytes);
		},
	};
}

function toPackageFile(path: string, bytes: Uint8Array): PackageFile {
	const binary = bytes.subarray(0, 8_192).includes(0);
	const whole = binary ? "" : new TextDecoder().decode(bytes);
	const cut = whole.length > HEAD + TAIL;
	const text = cut ? `${whole.slice(0, HEAD)}\n${whole.slice(-TAIL)}` : whole;
	return { text, cut, binary, isCode: !OTHER_SCRIPT.test(path) && !SHEBANG.test(text.slice(0, 300)) };
}

/** Normalised, without a leading slash; `undefined` when it leaves the package. */
function toInnerPath(path: string): string | undefined {
	const parts: string[] = [];
	for (const part of path.split("/")) {
		if (part === "" || part === ".") continue;
		if (part !== "..") parts.push(part);
		else if (parts.pop() === undefined) return undefined;
	}
	return parts.join("/");
}
