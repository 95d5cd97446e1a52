"""Where records come from: doors that hand out documents, and decide nothing about them."""
