"""What the demo's mail catcher kept, to read in the browser. It exists in the demonstration only."""
