/** Which text can be the name or version of an npm package. */

const NAME = /^(?:@[\w~.!'()*-]+\/)?[\w~.!'()*-]+$/;
const DOTS = /(?:^|\/)\.{1,2}$/;
const VERSION = /^[\x20-\x7e]{1,256}$/;

/** Names that a registry has ever accepted, the old upper-case ones included. Source: npm's package.json reference. */
export function isPackageName(name: string): boolean {
	return name.length <= 214 && NAME.test(name) && !DOTS.test(name) && name !== "node_modules";
}

/** One line of printable ASCII; whether it is a SemVer version is for the matcher to say. */
export function isVersionText(version: string): boolean {
	return VERSION.test(version);
}

/** `@acme` of `@acme/a`; `""` for a name without scope. */
export function toNameScope(name: string): string {
	return name.startsWith("@") ? name.slice(0, Math.max(0, name.indexOf("/"))) : "";
}
