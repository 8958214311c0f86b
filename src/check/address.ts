/** Addresses of packages: of which registry one is, and what of one may be shown. No user, password or query is kept. */

const REGISTRY = /^(https?:\/\/)(?:[^/?#\\]*@)?([^/?#\\@]+)/i;

/** `https://host:port`; `""` for what is no such address. Linear, and no URL is parsed: there are thousands. */
export function toRegistry(address: string): string {
	const [, scheme, host] = REGISTRY.exec(address) ?? [];
	return scheme === undefined || host === undefined ? "" : (scheme + host).toLowerCase();
}

/** Whether a registry is among others. The same one by encrypted connections instead of plain ones is. */
export function isAmong(registry: string, others: ReadonlySet<string>): boolean {
	return others.has(registry) || others.has(registry.replace(/^https:/, "http:"));
}

/** Not yet safe for a terminal. */
export function toShownAddress(address: string): string {
	if (/^(?:file:|\.{0,2}\/)/i.test(address)) return address;
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url !== undefined && url.host !== "") {
		url.username = "";
		url.password = "";
		url.search = "";
		return url.href;
	}
	// `git@host:path`, or what only looks like an address: what could be a password ends at the last "@".
	return address.slice(address.lastIndexOf("@") + 1);
}
