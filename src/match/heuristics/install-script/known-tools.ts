/**
 * Programs on a hook's command line that need no mention: they build or fetch a native addon from what the package
 * declares, set up the developer's own repository, say something, or are judged by the signals with their arguments.
 * A package whose hooks run nothing else is as quiet as it can be.
 */

const PROGRAMS = new Set(
	[
		// native addons
		"node-gyp node-gyp-build node-gyp-build-optional-packages prebuild-install prebuild prebuildify node-pre-gyp",
		"@mapbox/node-pre-gyp cmake-js napi-postinstall install-from-cache neon cargo-cp-artifact pkg-prebuilds-verify",
		"electron-builder electron-rebuild pkg-config autoreconf cmake",
		// the developer's repository
		"husky is-ci patch-package only-allow simple-git-hooks lefthook yorkie lint-staged npm-force-resolutions",
		"check-node-version ngcc link-parent-bin rimraf mkdirp shx run-s run-p npm-run-all",
		// what is looked for among the signals, with its arguments
		"curl wget nslookup dig host ping whoami hostname nc ncat chmod rm crontab certutil bitsadmin base64 git env",
		// words on the terminal
		"opencollective opencollective-postinstall cowsay echo true false exit test cd : [ rem",
	].flatMap((names) => names.split(" ")),
);

export function isKnownTool(program: string): boolean {
	return PROGRAMS.has(program);
}
