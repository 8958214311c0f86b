/**
 * Keys of pnpm's entries, in the words of each lockfile version:
 *
 *     5.0 to 5.4   /name/1.2.3          /name/1.2.3_peer@1.0.0      registry.example/name/1.2.3
 *     6.0, 6.1     /name@1.2.3          /name@1.2.3(peer@1.0.0)     registry.example/name@1.2.3
 *     9.0          name@1.2.3           name@1.2.3(peer@1.0.0)      name@https://host.example/a.tgz
 *
 * Git, file and tarball packages of versions 5 and 6 have a key without a name (`github.com/user/repo/<commit>`).
 */
import { isPackageName, isVersionText } from "../../package-name.ts";

export interface PnpmDialect {
	/** whether entries are split into `packages` and `snapshots` */
	readonly isSplit: boolean;
	/** the key of what `name` is resolved to by `reference`, unless the reference is a key itself */
	toKey(name: string, reference: string): string;
	/** what the key says, without peers and patch; `null` where it does not */
	parse(key: string): { readonly name: string | null; readonly version: string | null };
}

const NOTHING = { name: null, version: null };
const RELEASE = /^\d+\.\d+\.\d+/;

const slashed: PnpmDialect = {
	isSplit: false,
	toKey: (name, reference) => `/${name}/${reference}`,
	parse: (key) => parsePath(key, "/", /[_(/]/),
};

const rooted: PnpmDialect = {
	isSplit: false,
	toKey: (name, reference) => `/${name}@${reference}`,
	parse: (key) => parsePath(key, "@", /\(/),
};

const named: PnpmDialect = {
	isSplit: true,
	toKey: (name, reference) => `${name}@${reference}`,
	parse(key) {
		const id = toPackageKey(key);
		const at = id.indexOf("@", 1);
		const name = at === -1 ? id : id.slice(0, at);
		const version = at === -1 ? "" : id.slice(at + 1);
		return {
			name: isPackageName(name) ? name : null,
			version: RELEASE.test(version) && isVersionText(version) ? version : null,
		};
	},
};

/** By the number before the dot: pnpm itself reads every lockfile of the same. */
const DIALECTS: ReadonlyMap<string, PnpmDialect> = new Map([
	["5", slashed],
	["6", rooted],
	["9", named],
]);

/** `undefined` for a `lockfileVersion` that is not known. */
export function findDialect(version: string): PnpmDialect | undefined {
	const [, major = ""] = /^(\d)\.\d(?:-inlineSpecifiers)?$/.exec(version) ?? [];
	return DIALECTS.get(major);
}

/** A key of version 9 without the groups in parentheses at its end: that of the entry in `packages`. */
export function toPackageKey(key: string): string {
	if (!key.endsWith(")")) return key;
	let open = 0;
	for (let at = key.length - 1; at >= 0; at--) {
		const char = key[at];
		if (char === ")") open++;
		else if (char === "(") open--;
		else if (open === 0) return key.slice(0, at + 1);
	}
	return key;
}

/** `/name<separator>version…`; in front of the first slash may stand a registry's host, behind the version its peers. */
function parsePath(key: string, separator: string, end: RegExp) {
	if (key.startsWith("file:")) return NOTHING;
	const path = key.slice(key.indexOf("/") + 1);
	const scope = path.startsWith("@") ? path.indexOf("/") + 1 : 0;
	const at = path.indexOf(separator, scope + 1);
	const name = path.slice(0, Math.max(0, at));
	const rest = path.slice(at + 1);
	const stop = rest.search(end);
	const version = stop === -1 ? rest : rest.slice(0, stop);
	// Without a registry's host in front any version counts: what stands behind a git host may look like a name.
	const isVersion = isVersionText(version) && (key.startsWith("/") || (RELEASE.test(version) && rest[stop] !== "/"));
	return isPackageName(name) && isVersion ? { name, version } : NOTHING;
}
