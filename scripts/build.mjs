// Builds dist/: a small command-line entry, the public API, and chunks that load only when they are needed.
//
// Third-party code is bundled, so that an installation is one package without dependencies of its own: nothing that
// a later install could swap. dist/THIRD-PARTY.md names what is inside, with versions and licences.
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");

// What Arborist would load to install packages. fnsift only reads trees, so these are left out: it starts three
// times faster, and there is no code in it that could download or run a package.
const INSTALLERS =
	/^(pacote|cacache|bin-links|npm-registry-fetch|@npmcli\/(run-script|metavuln-calculator)|sigstore|@sigstore\/.*|tuf-js)$/;

/** @type {import("esbuild").Plugin} */
const leaveOutInstallers = {
	name: "leave-out-installers",
	setup(build) {
		build.onResolve({ filter: INSTALLERS }, ({ path, importer }) =>
			/[\\/]@npmcli[\\/]arborist[\\/]/.test(importer) ? { path, namespace: "left-out" } : undefined,
		);
		build.onLoad({ filter: /.*/, namespace: "left-out" }, ({ path }) => ({
			contents: `module.exports = new Proxy(function () {}, { get: (target, key) => key === "prototype" ? target.prototype : () => { throw new Error(${JSON.stringify(`${path} is not part of fnsift`)}) } })`,
		}));
	},
};

/**
 * commander can start commands that are programs of their own. fnsift has none, and loading what starts processes takes
 * longer than parsing the command line.
 * @type {import("esbuild").Plugin}
 */
const leaveOutProcesses = {
	name: "leave-out-processes",
	setup(build) {
		build.onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
			/[\\/]commander[\\/]/.test(importer) ? { path, namespace: "left-out" } : undefined,
		);
	},
};

/**
 * What loads on demand loads after `together`, so it may as well import it: all that they share then becomes one chunk.
 * Otherwise esbuild would cut it into a dozen, by who shares what, and each file takes time to load.
 * @param {string} together the module that nearly every run loads, relative to the root
 * @returns {import("esbuild").Plugin}
 */
const shareOneChunk = (together) => ({
	name: "share-one-chunk",
	setup(build) {
		build.onResolve({ filter: /.*/ }, ({ kind, path, resolveDir }) => {
			if (kind !== "dynamic-import") return undefined;
			const isOwn = path.startsWith(".");
			return {
				path: isOwn ? relative(root, join(resolveDir, path)) : path,
				namespace: "on-demand",
				pluginData: { isOwn },
			};
		});
		build.onLoad({ filter: /.*/, namespace: "on-demand" }, ({ path, pluginData: { isOwn } }) => {
			const names = isOwn ? `export * from "./${path}";` : `export { default } from "${path}";`;
			return { contents: `import "./${together}"; ${names}`, resolveDir: root };
		});
	},
});

/**
 * `process` without the detour of importing it, which would open standard input to name all that it exports.
 * @type {import("esbuild").Plugin}
 */
const globalProcess = {
	name: "global-process",
	setup(build) {
		build.onResolve({ filter: /^(node:)?process$/ }, ({ kind }) =>
			kind === "import-statement" ? { path: "process", namespace: "global" } : undefined,
		);
		build.onLoad({ filter: /.*/, namespace: "global" }, () => ({ contents: "export default globalThis.process;" }));
	},
};

// CommonJS libraries inside an ES module still use the names that CommonJS gives them.
const COMMONJS_NAMES = [
	'import { createRequire as createRequire__ } from "node:module";',
	"const require = createRequire__(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;",
].join(" ");

await rm(join(root, "dist"), { recursive: true, force: true });
// Two builds, since what they shared would be cut into many small files, and each file takes time to load.
const inputs = new Set();
for (const [name, entry, together] of [
	["cli", "src/cli/index.ts", "src/cli/commands/scan.ts"],
	["api", "src/index.ts", "src/scan.ts"],
]) {
	const { metafile } = await build({
		absWorkingDir: root,
		entryPoints: { [`${name}/index`]: entry },
		outdir: "dist",
		chunkNames: `${name}/[name]-[hash]`,
		bundle: true,
		splitting: true,
		format: "esm",
		platform: "node",
		target: "node20.19",
		minify: true,
		legalComments: "none",
		metafile: true,
		logLevel: "warning",
		plugins: [leaveOutInstallers, leaveOutProcesses, globalProcess, shareOneChunk(together)],
		banner: { js: COMMONJS_NAMES },
	});
	for (const input of Object.keys(metafile.inputs)) inputs.add(input);
}

await chmod(join(root, "dist/cli/index.js"), 0o755);
await writeFile(join(root, "dist/THIRD-PARTY.md"), await renderNotices(inputs));

/** Every bundled package with its version and the text of its licence. */
async function renderNotices(inputs) {
	const folders = new Set();
	for (const input of inputs) {
		const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
		if (match) folders.add(match[1]);
	}
	const sections = [];
	for (const folder of [...folders].sort()) {
		const manifest = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));
		if (!manifest.version) continue;
		sections.push(
			`## ${manifest.name} ${manifest.version}\n\nLicence: ${manifest.license ?? "see text"}\n\n${await readLicence(folder)}`,
		);
	}
	return `# Third-party software inside this build\n\n${sections.join("\n\n")}\n`;
}

async function readLicence(folder) {
	for (const name of [
		"LICENSE",
		"LICENSE.md",
		"LICENCE",
		"license",
		"LICENSE.txt",
		"LICENSE-MIT",
		"license.md",
		"LICENSE.BSD",
	]) {
		try {
			return (await readFile(join(root, folder, name), "utf8")).trim();
		} catch (error) {
			if (error.code !== "ENOENT") throw error;
		}
	}
	return "(The package ships no licence text of its own.)";
}
