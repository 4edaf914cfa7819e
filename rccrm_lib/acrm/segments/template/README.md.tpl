# @class@

A segmenter for rccrm. Fill in `@package@/__init__.py`, then:

```sh
pip install -e .
rccrm check @package@:@class@
```

To run it with the month, add `"@name@"` to `segmenters` in `settings/segments.toml`. No file of rccrm is edited.
