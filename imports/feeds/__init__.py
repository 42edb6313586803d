"""Files that come by themselves: by the API, or into a folder that is watched."""
