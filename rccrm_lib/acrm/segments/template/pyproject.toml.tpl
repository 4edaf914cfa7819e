[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "rccrm-segmenter-@dashed@"
version = "0.1.0"
description = "A segmenter for rccrm."
requires-python = ">=3.11"
dependencies = ["numpy", "pandas"]    # rccrm loads this package; the package need not know rccrm

[project.entry-points."rccrm.segmenters"]
@name@ = "@package@:@class@"

[tool.setuptools]
packages = ["@package@"]
