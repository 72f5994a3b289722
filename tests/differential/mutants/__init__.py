"""Makes the damaged bundles of the differential test, family by family."""
