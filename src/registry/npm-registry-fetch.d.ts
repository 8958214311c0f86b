/** The library has no types of its own; this is all that is used of it. */
declare module "npm-registry-fetch/lib/default-opts.js" {
	const defaults: { readonly registry: string };
	export default defaults;
}
