/** What a file could hold, by its name alone: decides how heavy it weighs when the file cannot be read. */

// Formats that neither run in a function nor say which packages there are.
const INERT =
	/(?:\.(?:md|markdown|txt|rst|html?|css|scss|less|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|mp[34]|pdf|csv|log|flow|d\.[cm]?ts)|(?:^|\/)(?:licen[cs]e|changelog|readme|authors|notice|\.gitkeep|\.npmignore|\.editorconfig))$/i;

/** `false` only for what is plainly no code, manifest, lockfile, source map or archive. */
export function couldHoldCode(path: string): boolean {
	return !INERT.test(path);
}
