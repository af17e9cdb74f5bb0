"""What is written of an edition: pages, endpoints and feeds, each as bytes by its path."""
