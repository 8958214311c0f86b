// The rules of the structure. Each says why; `npm run check:structure` enforces them.
const stages = "(unpack|resolve|match|plan|policy|report)";

module.exports = {
	forbidden: [
		{
			name: "model-imports-nothing",
			comment: "The domain is one file of types that everything can depend on; an import there would tie all to it.",
			severity: "error",
			from: { path: "^src/model\\.ts$" },
			to: { path: "." },
		},
		{
			name: "stages-do-not-see-each-other",
			comment:
				"Stages meet in scan.ts and speak through the model, so that each can be read, tested and replaced alone.",
			severity: "error",
			from: { path: `^src/${stages}/` },
			to: { path: `^src/${stages}/`, pathNot: "^src/$1/" },
		},
		{
			name: "io-at-the-edges",
			comment: "Hostile bytes come in at few, known doors; everything else is pure and can be tested without a disk.",
			severity: "error",
			from: {
				path: "^src/",
				pathNot:
					"^src/(unpack|net|aws|cli)/|^src/advisories/(build|store|update|popularity|exploits/(store|update))|^src/resolve/arborist",
			},
			to: {
				dependencyTypes: ["core"],
				path: "^(node:)?(fs|fs/promises|http|https|net|tls|dgram|child_process|worker_threads)$",
			},
		},
		{
			name: "arborist-behind-one-door",
			comment:
				"Arborist is heavy and reads folders: only resolve/arborist.ts may load it, on a skeleton it wrote itself.",
			severity: "error",
			from: { path: "^src/", pathNot: "^src/resolve/arborist\\.ts$" },
			to: { path: "node_modules/@npmcli/arborist" },
		},
		{
			name: "report-reads-the-model-only",
			comment: "A report format is a function of the report; it must not be able to change what was found.",
			severity: "error",
			from: { path: "^src/report/" },
			to: { path: "^src/", pathNot: "^src/(report|lib)/|^src/model\\.ts$" },
		},
		{
			name: "core-does-not-see-the-cli",
			comment: "The pipeline is a library: only cli/ prints, reads the environment or exits.",
			severity: "error",
			from: { path: "^src/", pathNot: "^src/cli/" },
			to: { path: "^src/cli/" },
		},
		{
			name: "no-cycles",
			comment: "A cycle means that two rooms are one; types may point both ways.",
			severity: "error",
			from: {},
			to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
		},
		{
			name: "nothing-unreachable",
			comment: "What no entry reaches is dead code.",
			severity: "error",
			from: { path: "^src/(cli/index|index)\\.ts$" },
			to: { path: "^src/", pathNot: "^src/(cli/index|index)\\.ts$|\\.d\\.ts$", reachable: false },
		},
		{
			name: "declared-dependencies-only",
			comment: "What is not in package.json is not pinned and not reviewed.",
			severity: "error",
			from: { path: "^src/" },
			to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "unknown", "undetermined"] },
		},
	],
	options: {
		tsConfig: { fileName: "tsconfig.json" },
		tsPreCompilationDeps: true,
		doNotFollow: { path: "node_modules" },
		enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["types", "import", "node", "default"] },
	},
};
