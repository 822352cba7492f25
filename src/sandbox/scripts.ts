// Written by scripts/embed-sandbox.ts from the .sh files beside this one. Change those.
