"""The rules as pure values: policy documents and the step that follows from them."""
